"""The entry point for spark-submit, which runs a .py file by its path and not as part of a package."""

from mastering_spark.cli import run

if __name__ == "__main__":
    run()
