"""The parts of server.py, one subject of the Spec's chapter 7 each."""
