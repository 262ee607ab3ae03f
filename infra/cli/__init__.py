"""The commands of `pacte`: one file each, loaded when called."""
