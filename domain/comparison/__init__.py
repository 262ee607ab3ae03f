"""What differs between two contents: lines by identity, money to the cent, texts by word. Pure."""
