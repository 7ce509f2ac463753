"""What spark-submit is given: it runs a file that ends in .py, by its path and not as part of a package."""

from mastering_spark.cli import run

if __name__ == "__main__":
    run()
