"""The campaign's commits on another base: batches planned again, the work of others merged three-way."""
