"""Labels hidden in file and folder names, judged by whole folders."""
