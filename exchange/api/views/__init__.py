"""The views of the API, by what they tell of. Thin: reads of `exchange.api.reads`, fields of the serializers."""
