"""How a partner joins a convention: the State and the Département each agree."""
