"""Sources: where assets come from; lists them and opens them, and knows nothing of what is in them."""
