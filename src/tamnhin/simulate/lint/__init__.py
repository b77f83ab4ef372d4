"""What is wrong or doubtful in a model file."""
