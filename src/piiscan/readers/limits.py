"""How much of a container is opened: each limit that is hit stands in the ledger with its reason."""

MOST_DEPTH = 4
"""Containers within containers that are opened."""

MOST_MEMBERS = 2_000_000
"""Members of one archive that are opened."""

MOST_BYTES = 4 << 40
"""Bytes of members that are read out of one archive, those of archives within it included."""

MOST_EXPANSION = 1_100
"""How many times larger data may get by unpacking: deflate itself ends at 1,032, and data do not come near it."""

EXPANSION_FROM = 64 << 20
"""Unpacked bytes from which on the expansion is looked at: small files of zeros are no attack."""

HELD_BYTES = 64 << 20
"""Largest member that is held in memory when it can only be read forwards."""

KEPT_HEAD = 4 << 20
"""Bytes of the beginning that are kept of a larger one, so that it can be looked at before it is read."""
