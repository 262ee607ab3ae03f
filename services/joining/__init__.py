"""Ask to join a convention; agree or refuse for the State and for the Département."""
