/// How a server under test is started on a folder.
public struct ServerCommand: Sendable {
  private let makePort: @Sendable (_ folder: String) -> ProcessPort

  /// A server by a command for `sh`, in which `{folder}` stands for the folder, whole and quoted.
  ///
  /// - Parameter showError: is given what the server writes on standard error, as it comes.
  public init(
    command: String, limits: PortLimits = PortLimits(),
    showError: @escaping @Sendable (UnsafeRawBufferPointer) -> Void = { _ in }
  ) {
    makePort = { folder in
      let quoted = "'\(folder.replacing("'", with: #"'\''"#))'"
      return ProcessPort(
        command: command.replacing("{folder}", with: quoted), limits: limits, showError: showError)
    }
  }

  /// A server by a program's path and its arguments, in which `{folder}` stands for the folder.
  public init(
    executable: String, arguments: [String], limits: PortLimits = PortLimits(),
    showError: @escaping @Sendable (UnsafeRawBufferPointer) -> Void = { _ in }
  ) {
    makePort = { folder in
      ProcessPort(
        executable: executable, arguments: arguments.map { $0 == "{folder}" ? folder : $0 },
        limits: limits, showError: showError)
    }
  }

  func port(on folder: String) -> ProcessPort { makePort(folder) }
}
