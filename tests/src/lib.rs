//! Browser journeys, and the servers they run against.
