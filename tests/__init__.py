"""The suite: it mirrors the five packages; journeys, faults, shown lines and benchmarks beside them."""
