//! Portico: a login page that is only static files.
#![cfg_attr(doctest, doc = include_str!("../README.md"))]
