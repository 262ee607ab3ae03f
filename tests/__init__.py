"""The suite mirrors the packages; journeys, faults, shown lines and benchmarks stand beside."""
