"""Mail as it travels: building a message, handing it to a server, and the demo's own mailbox."""
