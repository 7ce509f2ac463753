import AudioFixtures
import ConformanceKit

/// Servers that are programs, each with one fault.
struct PythonServer {
  let folder: TemporaryFolder

  /// A server that runs these lines of Python for each connection `c`. It has read the head into
  /// `head`, which contains `target`. `answer` writes an answer, `shake` accepts a WebSocket,
  /// `frame` writes a frame and `heard` reads one.
  func command(onRequest: String, atStart: String = "") throws -> ServerCommand {
    let script = """
      import os, socket, struct, sys, time
      folder = sys.argv[1]
      def answer(text, status="200 OK", fields="Content-Type: application/json"):
          body = text if isinstance(text, bytes) else text.encode()
          head = f"HTTP/1.1 {status}\\r\\n{fields}\\r\\nContent-Length: {len(body)}\\r\\n\\r\\n"
          c.sendall(head.encode() + body)
      def shake(accepted="s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", upgrade="Upgrade: websocket\\r\\n", more=""):
          c.sendall(("HTTP/1.1 101 Switching Protocols\\r\\n" + upgrade + more
                     + "Connection: Upgrade\\r\\nSec-WebSocket-Accept: " + accepted
                     + "\\r\\n\\r\\n").encode())
      def frame(opcode, payload):
          data = payload if isinstance(payload, bytes) else payload.encode()
          c.sendall(bytes([0x80 | opcode, len(data)]) + data)
      def take(count):
          data = b""
          while len(data) < count:
              data += c.recv(count - len(data)) or sys.exit()
          return data
      def heard():
          first, second = take(2)
          length = second & 127
          if length == 126: length = struct.unpack(">H", take(2))[0]
          key = take(4) if second & 128 else bytes(4)
          return first, bytes(b ^ key[i % 4] for i, b in enumerate(take(length)))
      \(atStart)
      listener = socket.create_server(("127.0.0.1", 0))
      print(f"listening at http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
      while True:
          c, _ = listener.accept()
          head = b""
          while b"\\r\\n\\r\\n" not in head:
              head += c.recv(65536) or sys.exit()
          target = head.split()[1].decode()
      \(onRequest.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
          c.close()
      """
    let path = try folder.file("server.py", text: script)
    return ServerCommand(command: "exec python3 '\(path)' {folder}")
  }
}
