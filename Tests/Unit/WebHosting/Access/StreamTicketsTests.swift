import NIOCore
import Testing

@testable import WebHosting

@Suite struct StreamTicketsTests {
  private let tickets = StreamTickets()
  private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

  private func opens(_ ticket: String, _ track: Int, in file: String, at time: NIODeadline) -> Bool
  {
    tickets.file(of: ticket, forTrack: track, at: time) { file } != nil
  }

  @Test func `a ticket opens one track's stream any number of times`() {
    let ticket = tickets.make(forTrack: 7, inFile: "/a.wav", at: start)
    for _ in 0..<3 { #expect(opens(ticket, 7, in: "/a.wav", at: start)) }
    #expect(!opens(ticket, 8, in: "/a.wav", at: start))
    #expect(!opens("", 7, in: "/a.wav", at: start))
    #expect(!opens(String(ticket.dropLast()), 7, in: "/a.wav", at: start))
    #expect(tickets.make(forTrack: 7, inFile: "/a.wav", at: start) != ticket)
  }

  @Test func `it opens no other file that gets the number of its track`() {
    let ticket = tickets.make(forTrack: 7, inFile: "/caf\u{e9}.wav", at: start)
    #expect(!opens(ticket, 7, in: "/b.wav", at: start))
    // To the system, another name.
    #expect(!opens(ticket, 7, in: "/cafe\u{301}.wav", at: start))
    #expect(opens(ticket, 7, in: "/caf\u{e9}.wav", at: start))
  }

  @Test func `it is valid for ten minutes after its last use`() {
    let ticket = tickets.make(forTrack: 7, inFile: "/a.wav", at: start)
    #expect(opens(ticket, 7, in: "/a.wav", at: start + .seconds(599)))
    #expect(opens(ticket, 7, in: "/a.wav", at: start + .seconds(1198)))
    #expect(!opens(ticket, 7, in: "/a.wav", at: start + .seconds(1798)))
    // Once expired, it stays expired.
    #expect(!opens(ticket, 7, in: "/a.wav", at: start + .seconds(1199)))
  }

  @Test func `it is valid for at most twelve hours, however often it is used`() {
    let ticket = tickets.make(forTrack: 7, inFile: "/a.wav", at: start)
    for minutes in stride(from: Int64(5), to: 720, by: 5) {
      #expect(opens(ticket, 7, in: "/a.wav", at: start + .minutes(minutes)))
    }
    #expect(!opens(ticket, 7, in: "/a.wav", at: start + .hours(12)))
  }

  @Test func `beyond a thousand tickets, the least recently used one expires`() {
    let first = tickets.make(forTrack: 1, inFile: "/a.wav", at: start)
    let second = tickets.make(forTrack: 2, inFile: "/a.wav", at: start)
    #expect(opens(first, 1, in: "/a.wav", at: start))
    for track in 0..<(StreamTickets.capacity - 1) {
      _ = tickets.make(forTrack: track, inFile: "/a.wav", at: start)
    }
    #expect(opens(first, 1, in: "/a.wav", at: start))
    #expect(!opens(second, 2, in: "/a.wav", at: start))
  }
}
