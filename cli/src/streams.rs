//! Standard output and standard error, either of which a reader may close early.
//!
//! `portolan check shop/ | head -1` reads one line and leaves: what is left to write is dropped, and the command ends
//! with the status of its answer.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

/// Standard output that drops what nobody reads any more.
pub(crate) struct Output {
    stream: io::StdoutLock<'static>,
    is_closed: bool,
}

/// Opens standard output.
pub(crate) fn output() -> Output {
    Output { stream: io::stdout().lock(), is_closed: false }
}

impl Output {
    /// Passes a result on; that the reader has left is not an error.
    fn unless_closed<T>(&mut self, result: io::Result<T>, dropped: T) -> io::Result<T> {
        match result {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(dropped)
            }
            result => result,
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_closed {
            return Ok(bytes.len());
        }
        let result = self.stream.write(bytes);
        self.unless_closed(result, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.is_closed {
            return Ok(());
        }
        let result = self.stream.flush();
        self.unless_closed(result, ())
    }
}

/// Writes a line to standard error; there is nobody to tell where that fails.
pub(crate) fn tell(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Writes a remark of Portolan's own to standard error.
pub(crate) fn remark(words: impl Display) {
    tell(format_args!("portolan: {words}"));
}
