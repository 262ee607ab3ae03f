"""What the owner prepares: numbered migrations, roles, tables of read models."""
