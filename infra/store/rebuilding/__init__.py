"""Read models made again beside the live ones, and compared by digest."""
