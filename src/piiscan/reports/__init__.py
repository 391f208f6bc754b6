"""Reports: the folder that holds what was found, and the documents written from it."""
