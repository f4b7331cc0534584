#pragma once

#include <string>
#include <vector>

#include "core/message.hpp"
#include "core/process_id.hpp"
#include "core/show.hpp"
#include "core/time.hpp"

namespace conclave {

/// One thing that happened at one process. The stream of events is the trace: it feeds the screen,
/// the golden stories, the checkers and every export. Ports, timers and indications emit events by
/// themselves; an algorithm adds only its decisions.
struct Event {
    enum class Kind : std::uint8_t {
        send,       ///< -> a message handed to the layer below; peer: to whom
        receive,    ///< <- a message delivered by the layer below; peer: from whom
        broadcast,  ///< => a message handed to a broadcast below
        timeout,    ///< ~  a timer ran out
        indication,  ///< !  told to the layer above; peer: the process it is about, if any
        decision,  ///< *  the algorithm's own remark
        lost,      ///< x  a datagram that the network took; peer: to whom
        garbled,   ///< ?  a datagram that made no sense and was dropped; peer: from whom
        crash,     ///< #
        recovery,  ///< ^
        pause,     ///< |
        resume,    ///< >
        deliver,     ///< <= a broadcast message delivered by the broadcast below; peer: its origin
        invocation,  ///< >> a user's operation begins
        response,    ///< << ... and ends, with its result
    };

    Kind kind{};
    Layer layer{Layer::algorithm};
    Channel channel{};  ///< of send, receive, broadcast, deliver, lost and garbled
    ProcessId process{};
    ProcessId peer{};         ///< equal to process where nobody else is concerned
    /// Of a message, its number (Packet): (from, to, channel, number) names it, and (origin,
    /// channel, number) a broadcast one. Of an operation, its id.
    std::uint64_t number{0};
    Time time{};              ///< on the run's time line, as far as this process's machine knows it
    Time stamp{};        ///< orders by cause: e before f implies stamp(e) < stamp(f); near `time`
    std::string what{};  ///< the name of the message, timer, indication or decision; a remark
    Bytes body{};        ///< the message's or indication's arguments, encoded
    ShowBytes show_body{nullptr};
    /// For people, where show_body is not at hand: the arguments; of a decision, all its words.
    std::string shown{};
    /// Of which instance it is (see Instances): its key, for people. Empty: of none.
    std::string instance{};

    /// The arguments for people, without brackets.
    [[nodiscard]] std::string arguments() const {
        return show_body ? show_body(view(body)) : shown;
    }

    /// For an archive that leaves this address space: show_body becomes text.
    template <class Archive>
    void serialize(Archive& ar, unsigned) {
        if constexpr (!Archive::is_loading) shown = arguments();
        ar & kind & layer & channel & process & peer & number & time & stamp & what & body & shown;
        ar & instance;
        if constexpr (Archive::is_loading) show_body = nullptr;
    }
};

/// "p0 -> p1 Challenge()", "p0 -> p1 Propose(3) [7]" in instance 7: the event as one line of the
/// story, without its time.
std::string to_string(Event const& event);
/// What was sent, told, decided or asked for, without the names of the processes: "Challenge()",
/// "suspect p2".
std::string words_of(Event const& event);
/// The same line with these names in the place of the peer's, and with these words.
std::string to_string(Event const& event, std::string const& peers, std::string const& words);

/// Where a process's events go.
class TraceSink {
public:
    TraceSink() = default;
    TraceSink(TraceSink const&) = delete;
    TraceSink& operator=(TraceSink const&) = delete;
    virtual ~TraceSink() = default;
    virtual void record(Event event) = 0;
    /// The latest events as text, for the last words of a program that found an invariant broken.
    [[nodiscard]] virtual std::vector<std::string> last_lines() const { return {}; }
};

}  // namespace conclave
