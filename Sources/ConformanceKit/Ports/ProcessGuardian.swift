import Foundation
import SystemCalls

/// Ends the child processes when this process ends in any way, even by a signal that cannot be
/// caught.
///
/// A shell in its own process group reads from a pipe that only this process holds open. The pipe
/// closes with this process; then the shell kills every group that is registered by a file named
/// after its number in a folder, and removes the folder. A program registers itself before it is
/// executed, and does not start if the folder is gone, so that none is missed.
///
/// A process that has left its group, as a daemon does, is found by the register's path in its
/// environment, where the system shows environments (Linux). A process that also empties its
/// environment survives.
package final class ProcessGuardian: Sendable {
  /// The guardian of this process; nil if the system cannot start it.
  static let shared = ProcessGuardian()

  /// A folder that exists as long as this process.
  let folder: String
  /// The end of the pipe that is never written to.
  private let lifeline: Int32

  private var register: String { "\(folder)/groups" }

  /// The shell's script. If the folder cannot be removed because it is not empty, another program
  /// has registered in the meantime. A process in a session of its own may start another while the
  /// system's list is read, so the list is read until it shows none, a hundred times at most.
  private static let script = """
    trap '' HUP INT TERM
    while read -r line; do :; done
    until rmdir "$1/groups" 2>/dev/null; do
      [ -d "$1/groups" ] || break
      for group in "$1/groups"/*; do
        number=${group##*/}
        case $number in ''|*[!0-9]*) ;; *) kill -KILL "-$number" 2>/dev/null ;; esac
        rm -rf "$group"
      done
    done
    passes=0
    while [ $passes -lt 100 ]; do
      found=
      for process in /proc/[0-9]*; do
        grep -qzxF "\(mark)=$1/groups" "$process/environ" 2>/dev/null || continue
        kill -KILL "${process#/proc/}" 2>/dev/null && found=yes
      done
      [ -n "$found" ] || break
      passes=$((passes + 1))
    done
    rm -rf "$1"
    """

  /// The environment variable that marks started processes; it holds the register's path.
  private static let mark = "MASTERING_CONFORMANCE_REGISTER"

  /// Registers a program as it starts: the next argument of `sh` is the register, the others are
  /// the program and its arguments.
  static let registering =
    #": >"$1/$$" || exit 125; export \#(mark)="$1"; shift; exec "$@""#

  private init?() {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mastering-conformance-\(UUID().uuidString)")
    guard
      (try? FileManager.default.createDirectory(
        at: folder.appendingPathComponent("groups"), withIntermediateDirectories: true)) != nil
    else { return nil }
    self.folder = folder.resolvingSymlinksInPath().path
    guard let (_, lifeline) = Self.startShell(on: self.folder) else {
      try? FileManager.default.removeItem(at: folder)
      return nil
    }
    self.lifeline = lifeline
  }

  /// Starts the shell, and returns it with the end of the pipe on which it waits.
  package static func startShell(on folder: String) -> (process: Int32, lifeline: Int32)? {
    guard let (reading, writing) = try? Descriptor.pipe() else { return nil }
    defer { close(reading.number) }
    // The shell lives as long as the program: it must not get the interrupts of the terminal, and a
    // pipe that it inherited would never close.
    let shell = ProgramStart(
      "sh", ["-c", script, "sh", folder], streams: [.same(as: reading), .nothing, .nothing])
    guard let process = try? shell.process() else {
      close(writing.number)
      return nil
    }
    return (process, writing.number)
  }

  /// The arguments of `sh` for starting a guarded program.
  func arguments(for program: [String]) -> [String] {
    ["-c", Self.registering, "sh", register] + program
  }

  /// Unregisters a group that has ended, because its number may be reused.
  func forget(_ group: pid_t) {
    unlink("\(register)/\(group)")
  }
}
