"""Results and rules turned into tables, notices and documents."""
