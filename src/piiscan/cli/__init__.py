"""The command line: one file per command. What a command does is elsewhere; here it is asked for and told."""
