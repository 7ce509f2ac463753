from adaptive_mastering_conformance import main

main()
