"""What the programs beside this folder share. Standard library only."""
