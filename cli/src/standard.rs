//! Standard output and standard error, as commands write to them: whether anybody still reads is not for the commands
//! to find out.

use std::io::{self, ErrorKind, Write};

/// What can be piped on. Whoever reads it may have seen enough, as `head` has: the command ends all the same, with its
/// own exit code. Anything else that goes wrong is told by the name of the stream.
#[derive(Debug)]
pub struct Output<W>(pub W);

/// What is said about it. Nothing that goes wrong here stops the work that is told of.
#[derive(Debug)]
pub struct Diagnostics<W>(pub W);

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        of_output(self.0.write(bytes), bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        of_output(self.0.flush(), ())
    }
}

impl<W: Write> Write for Diagnostics<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() != ErrorKind::Interrupted => Ok(bytes.len()),
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        let _ = self.0.flush();
        Ok(())
    }
}

fn of_output<T>(result: io::Result<T>, as_if: T) -> io::Result<T> {
    result.or_else(|error| match error.kind() {
        ErrorKind::BrokenPipe => Ok(as_if),
        ErrorKind::Interrupted => Err(error),
        kind => Err(io::Error::new(kind, format!("cannot write to standard output: {error}"))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Failing(ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    #[test]
    fn a_reader_that_is_gone_is_no_failure_of_the_output_and_anything_else_is_one_with_its_name() {
        let mut gone = Output(Failing(ErrorKind::BrokenPipe));
        gone.write_all(b"text").and_then(|()| gone.flush()).unwrap();
        let mut full = Output(Failing(ErrorKind::StorageFull));
        for error in [full.write_all(b"text").unwrap_err(), full.flush().unwrap_err()] {
            assert_eq!(error.kind(), ErrorKind::StorageFull);
            assert!(error.to_string().starts_with("cannot write to standard output: "), "{error}");
        }
    }

    #[test]
    fn nothing_that_happens_to_diagnostics_is_a_failure() {
        for kind in [ErrorKind::BrokenPipe, ErrorKind::StorageFull] {
            let mut stream = Diagnostics(Failing(kind));
            stream.write_all(b"text").and_then(|()| stream.flush()).unwrap();
        }
    }
}
