import NIOCore
import Testing

@testable import WebHosting

@Suite struct StreamTicketsTests {
  private let tickets = StreamTickets()
  private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

  @Test func `a ticket opens one track's stream any number of times`() {
    let ticket = tickets.make(forTrack: 7, inFile: "/a.wav", at: start)
    for _ in 0..<3 { #expect(tickets.admit(ticket, toTrack: 7, inFile: "/a.wav", at: start)) }
    #expect(!tickets.admit(ticket, toTrack: 8, inFile: "/a.wav", at: start))
    #expect(!tickets.admit("", toTrack: 7, inFile: "/a.wav", at: start))
    #expect(!tickets.admit(String(ticket.dropLast()), toTrack: 7, inFile: "/a.wav", at: start))
    #expect(tickets.make(forTrack: 7, inFile: "/a.wav", at: start) != ticket)
  }

  @Test func `it opens no other file that gets the number of its track`() {
    let ticket = tickets.make(forTrack: 7, inFile: "/caf\u{e9}.wav", at: start)
    #expect(!tickets.admit(ticket, toTrack: 7, inFile: "/b.wav", at: start))
    // To the system, another name.
    #expect(!tickets.admit(ticket, toTrack: 7, inFile: "/cafe\u{301}.wav", at: start))
    #expect(tickets.admit(ticket, toTrack: 7, inFile: "/caf\u{e9}.wav", at: start))
  }

  @Test func `it is valid for ten minutes after its last use`() {
    let ticket = tickets.make(forTrack: 7, inFile: "/a.wav", at: start)
    #expect(tickets.admit(ticket, toTrack: 7, inFile: "/a.wav", at: start + .seconds(599)))
    #expect(tickets.admit(ticket, toTrack: 7, inFile: "/a.wav", at: start + .seconds(1198)))
    #expect(!tickets.admit(ticket, toTrack: 7, inFile: "/a.wav", at: start + .seconds(1798)))
    // Once expired, it stays expired.
    #expect(!tickets.admit(ticket, toTrack: 7, inFile: "/a.wav", at: start + .seconds(1199)))
  }

  @Test func `it is valid for at most twelve hours, however often it is used`() {
    let ticket = tickets.make(forTrack: 7, inFile: "/a.wav", at: start)
    for minutes in stride(from: Int64(5), to: 720, by: 5) {
      #expect(tickets.admit(ticket, toTrack: 7, inFile: "/a.wav", at: start + .minutes(minutes)))
    }
    #expect(!tickets.admit(ticket, toTrack: 7, inFile: "/a.wav", at: start + .hours(12)))
  }

  @Test func `beyond a thousand tickets, the least recently used one expires`() {
    let first = tickets.make(forTrack: 1, inFile: "/a.wav", at: start)
    let second = tickets.make(forTrack: 2, inFile: "/a.wav", at: start)
    #expect(tickets.admit(first, toTrack: 1, inFile: "/a.wav", at: start))
    for track in 0..<(StreamTickets.capacity - 1) {
      _ = tickets.make(forTrack: track, inFile: "/a.wav", at: start)
    }
    #expect(tickets.admit(first, toTrack: 1, inFile: "/a.wav", at: start))
    #expect(!tickets.admit(second, toTrack: 2, inFile: "/a.wav", at: start))
  }
}
