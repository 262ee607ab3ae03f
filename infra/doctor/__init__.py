"""What `pacte doctor` looks at, and what it tells people to do. Nothing is started or changed."""
