"""Adaptive Mastering for catalogues too large for one machine, on Apache Spark."""
