"""The parts of port.py, one chapter of the Spec each. Standard library only."""
