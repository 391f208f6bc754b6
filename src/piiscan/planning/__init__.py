"""Planning: which assets there are, what they are, how they are cut, and what samples say of their tables."""
