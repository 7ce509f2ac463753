"""Code shared by the programs beside this folder. Standard library only."""
