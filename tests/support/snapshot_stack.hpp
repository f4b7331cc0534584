#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/process.hpp"
#include "links/fair_loss_link.hpp"
#include "snapshots/snapshot.hpp"
#include "support/correspondent.hpp"
#include "support/lone_process.hpp"

namespace conclave::test {

/// A correspondent on a snapshot, right on the network: the test is the channels. Its state is what
/// it has sent and what was delivered to it, as words: "sent 1, got 2".
template <class Algorithm>
struct NotesStack final : Stack {
    template <class... Arguments>
    explicit NotesStack(Context& ctx, Arguments... arguments)
        : fll{ctx}, snapshot{ctx, fll, arguments...}, notes{ctx, snapshot} {
        snapshot.connect([this] {
            return AppState{
                {},
                "sent " + std::to_string(sent) + ", got " + std::to_string(notes.delivered.size())};
        });
        snapshot.recorded.connect([this](SnapshotId id, AppState const& state) {
            recorded.push_back(to_string(id) + ": " + state.words);
            if (on_recorded) on_recorded();
        });
        snapshot.completed.connect([this](SnapshotId id, LocalSnapshot const& local) {
            completed.push_back(to_string(id) + ": " + to_string(local));
            parts.push_back(local);
        });
    }

    void send(std::uint32_t to, std::uint32_t text) {
        ++sent;
        notes.send(process(to), text);
    }

    FairLossLink fll;
    Algorithm snapshot;
    Correspondent notes;
    int sent{0};
    std::vector<std::string> recorded;
    std::vector<std::string> completed;
    std::vector<LocalSnapshot> parts;
    std::function<void()> on_recorded;
};

/// The body of a note as its port writes it.
[[nodiscard]] inline Bytes note_body(std::uint32_t text) {
    return image(0, Correspondent::Note{text});
}

}  // namespace conclave::test
