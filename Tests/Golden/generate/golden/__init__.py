"""Code shared by the programs next to this folder. Standard library only."""
