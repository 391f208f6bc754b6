"""The words that the stages share: types, published schemas, errors. No input or output here."""
