"""What columns hold: values are counted in sketches, categories give evidence, one judge weighs it."""
