"""The providers of identities: by whom a département lets its people be recognised."""
