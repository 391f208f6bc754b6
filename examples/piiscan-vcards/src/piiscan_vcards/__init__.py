"""An example of a package that brings piiscan a reader and a detector."""
