"""One module a family; each gives its case files by `files()`."""
