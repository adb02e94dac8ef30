//! The native side of Portico: production headers and the static server.
