#include "mpi/file_storage.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <sys/resource.h>
#include <vector>

#include "support/folder.hpp"
#include "support/refusal.hpp"

namespace conclave::mpi {
namespace {

using test::refused;

/// No file of this program may grow larger for a while: the disk is full.
class FullDisk {
public:
    explicit FullDisk(std::uint64_t size) {
        getrlimit(RLIMIT_FSIZE, &before_);
        rlimit const limit{.rlim_cur = size, .rlim_max = before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    FullDisk(FullDisk const&) = delete;
    FullDisk& operator=(FullDisk const&) = delete;
    ~FullDisk() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, signal_before_);
    }

private:
    using Handler = void (*)(int);
    Handler signal_before_{std::signal(SIGXFSZ, SIG_IGN)};
    rlimit before_{};
};

class FileStorageTest : public ::testing::Test {
protected:
    using Entries = Log<std::string>;

    [[nodiscard]] std::string file() const { return folder_.file("p0"); }
    [[nodiscard]] std::uint64_t size() const { return std::filesystem::file_size(file()); }

    /// All that these tests ever store, in words.
    static std::string content(Storage& storage) {
        std::string all;
        for (char const* const key : {"term", "vote", "gone"})
            all += storage.load<std::string>(key).value_or("-") + ' ';
        Entries const log{storage, "log"};
        all += std::to_string(log.first()) + ':';
        for (LogIndex i = log.first(); i <= log.last(); ++i) all += ' ' + log.read(i).value();
        return all;
    }
    [[nodiscard]] std::string content() const {
        FileStorage storage{file()};
        return content(storage);
    }

    /// What a handler does, by number.
    static void act(Storage& storage, std::size_t number) {
        Entries log{storage, "log"};
        auto batch = storage.batch();
        switch (number) {
            case 0: storage.store("term", std::string{"7"}); break;
            case 1:
                storage.store("vote", std::string{"p3"});
                storage.store("gone", std::string{"soon"});
                break;
            case 2:
                batch.store("term", std::string{"8"});
                batch.append(log, "x");
                batch.append(log, "y");
                batch.append(log, std::string(90, 'z'));
                batch.commit();
                break;
            case 3: log.truncate_after(2); break;
            case 4: log.append("w"); break;
            case 5: log.drop_before(2); break;
            case 6: storage.erase("gone"); break;
            default: storage.store("vote", std::to_string(number)); break;
        }
    }

    /// Handlers put one after the other; what was there after each, and how long the file was.
    struct Written {
        std::vector<std::uint64_t> sizes{};
        std::vector<std::string> contents{};
        std::string bytes{};
    };
    Written write(std::size_t handlers) {
        Written written;
        FileStorage storage{file()};
        for (std::size_t i = 0; i < handlers; ++i) {
            act(storage, i);
            storage.sync();
            written.sizes.push_back(size());
            written.contents.push_back(content(storage));
        }
        written.bytes = folder_.read("p0");
        return written;
    }

    test::Folder folder_;
};

TEST_F(FileStorageTest, KeepsWhatWasPutForTheNextLife) {
    {
        FileStorage storage{file()};
        storage.store("term", std::uint64_t{7});
        storage.store("vote", std::string{"p3"});
        storage.store("term", std::uint64_t{8});
        storage.store("gone", true);
        storage.erase("gone");
        storage.sync();
    }
    FileStorage const storage{file()};
    EXPECT_EQ(storage.load<std::uint64_t>("term"), 8U);
    EXPECT_EQ(storage.load<std::string>("vote"), "p3");
    EXPECT_FALSE(storage.get("gone"));
}

TEST_F(FileStorageTest, KeepsItsLogs) {
    auto const written = write(7);
    EXPECT_EQ(written.contents[2], "8 p3 soon 1: x y " + std::string(90, 'z'));
    EXPECT_EQ(written.contents[6], "8 p3 - 2: y w");
    EXPECT_EQ(content(), written.contents[6]);
    FileStorage storage{file()};
    EXPECT_EQ((Entries{storage, "log"}.append("v")), 4U);
    storage.sync();
    EXPECT_EQ(content(), "8 p3 - 2: y w v");
}

TEST_F(FileStorageTest, BeginsEmptyAndWritesNothingByItself) {
    {
        FileStorage storage{file()};
        EXPECT_FALSE(storage.get("term"));
        storage.sync();
        EXPECT_EQ(folder_.files(), 0U);
        storage.store("term", 1);
        EXPECT_EQ(folder_.files(), 0U) << "a put without the end of its handler";
    }
    EXPECT_EQ(folder_.files(), 0U) << "as if the program had died";
    write(2);
    auto const before = size();
    FileStorage storage{file()};
    storage.sync();
    EXPECT_EQ(size(), before);
}

TEST_F(FileStorageTest, IsTheSameOnEveryMachine) {
    FileStorage storage{file()};
    storage.store("k", std::uint16_t{0x0102});
    storage.sync();
    std::string const expected{
        "conclave storage 1\n"
        "\x5D\x1E\x0B\x7C\x14\0\0\0"  // a mark, twenty bytes
        "\xD7\x0B\x04\x4C"            // their CRC-32
        "\0\1\0\0\0k"                 // put, under a key of one letter
        "\0\0\0\0\0\0\0\0"            // no index
        "\2\0\0\0\2\1",               // two bytes
        51};
    EXPECT_EQ(folder_.read("p0"), expected);
}

TEST_F(FileStorageTest, CutAtAnyByteItHoldsExactlyTheWholeRecordsBeforeTheCut) {
    auto const [sizes, contents, bytes] = write(9);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        folder_.write("p0", bytes.substr(0, cut));
        if (cut < sizes[0]) {
            EXPECT_TRUE(refused([this] { FileStorage{file()}; }, {file(), "cut short"}))
                << cut << " bytes: it got its name when the first record was whole";
            continue;
        }
        std::size_t whole = 0;
        while (sizes[whole + 1] <= cut) ++whole;
        ASSERT_EQ(content(), contents[whole]) << cut << " bytes";
        EXPECT_EQ(size(), cut) << "reading changes nothing";
        if (cut % 16 != 5) continue;  // syncs are slow

        FileStorage storage{file()};
        storage.store("vote", std::string{"again"});
        storage.sync();
        ASSERT_EQ(content(), content(storage)) << "what is put now is not lost behind the rest";
        ASSERT_EQ(storage.load<std::string>("vote"), "again");
    }
}

TEST_F(FileStorageTest, WhateverStandsInTheLastRecordsPlaceIsDropped) {
    auto const [sizes, contents, bytes] = write(5);
    for (std::size_t kept = sizes[3]; kept <= bytes.size(); ++kept)
        for (char const rest : {'\0', '\x5D', '\xFF'})
            for (std::size_t length : {1U, 12U, 300U}) {
                folder_.write("p0", bytes.substr(0, kept) + std::string(length, rest));
                auto const whole = kept == bytes.size() ? 4U : 3U;
                ASSERT_EQ(content(), contents[whole]) << kept << " and " << length << " bytes";
            }
}

TEST_F(FileStorageTest, EveryAlteredByteIsNoticed) {
    auto const [sizes, contents, bytes] = write(5);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        for (int const flip : {0x01, 0xFF}) {
            auto altered = bytes;
            altered[i] = static_cast<char>(altered[i] ^ flip);
            folder_.write("p0", altered);
            if (i < sizes[3])
                EXPECT_TRUE(refused([this] { FileStorage{file()}; },
                                    {file(), "altered", "remove the file to begin anew"}))
                    << "byte " << i;
            else
                EXPECT_EQ(content(), contents[3]) << "a crash may have left byte " << i;
        }
    folder_.write("p0", bytes);
    EXPECT_EQ(content(), contents[4]);
}

TEST_F(FileStorageTest, WhatIsNoStorageIsRefused) {
    folder_.write("p0", "");
    EXPECT_TRUE(refused([this] { FileStorage{file()}; }, {file(), "cut short or altered"}));
    folder_.write("p0", "conclave storage 2\n and more");
    EXPECT_TRUE(refused([this] { FileStorage{file()}; }, {file(), "cut short or altered"}));
    folder_.write("p0", "conclave storage 1\n\x5D\x1E\x0B\x7C" + std::string(8, '\0'));
    EXPECT_TRUE(refused([this] { FileStorage{file()}; }, {file(), "cut short or altered"}));
    std::filesystem::remove(file());
    std::filesystem::create_directory(file());
    EXPECT_TRUE(refused([this] { FileStorage{file()}; }, {"cannot read", file()}));
}

TEST_F(FileStorageTest, IsMadeAnewWhenItHasGrownToSeveralTimesWhatItHolds) {
    std::string const large(4000, 'v');
    std::uint64_t largest = 0;
    std::size_t shrunk = 0;
    {
        FileStorage storage{file()};
        Entries log{storage, "log"};
        std::uint64_t before = 0;
        for (std::uint64_t i = 1; i <= 60; ++i) {
            log.append(std::to_string(i) + large);
            if (i > 2) log.drop_before(i - 1);
            storage.store("term", std::to_string(i));
            storage.sync();
            largest = std::max(largest, size());
            if (size() < before) ++shrunk;
            before = size();
        }
    }
    EXPECT_GE(shrunk, 2U);
    EXPECT_LT(largest, 75'000U);
    EXPECT_EQ(folder_.files(), 1U);
    EXPECT_EQ(content(), "60 - - 59: 59" + large + " 60" + large);
}

TEST_F(FileStorageTest, ADraftThatACrashLeftIsOfNoConsequence) {
    folder_.write("p0.draft", "conclave sto");
    EXPECT_EQ(content(), "- - - 1:");
    write(3);
    EXPECT_EQ(content(), "8 p3 soon 1: x y " + std::string(90, 'z'));
    EXPECT_EQ(folder_.files(), 1U);
}

TEST_F(FileStorageTest, ADiskThatIsFullIsAnInputErrorAndLosesNothing) {
    auto const written = write(2);
    FileStorage storage{file()};
    act(storage, 2);
    for (std::uint64_t const more : {0U, 1U, 20U, 60U}) {
        FullDisk const full{written.sizes[1] + more};
        EXPECT_TRUE(refused([&] { storage.sync(); }, {"cannot write", file()}));
        EXPECT_EQ(size(), written.sizes[1] + more) << "part of the record was written";
        EXPECT_EQ(content(), written.contents[1]);
    }
    storage.sync();
    EXPECT_EQ(content(), "8 p3 soon 1: x y " + std::string(90, 'z')) << "there is room again";
    act(storage, 4);
    storage.sync();
    EXPECT_EQ(content(), content(storage));
}

TEST_F(FileStorageTest, ADiskThatIsFullFromTheBeginningLeavesNoFile) {
    FileStorage storage{file()};
    act(storage, 0);
    {
        FullDisk const full{30};
        EXPECT_TRUE(refused([&] { storage.sync(); }, {"cannot write", file()}));
    }
    EXPECT_FALSE(std::filesystem::exists(file()));
    storage.sync();
    EXPECT_EQ(content(), "7 - - 1:");
}

TEST_F(FileStorageTest, AFolderThatCannotBeWrittenIsAnInputError) {
    FileStorage storage{folder_.file("missing") + "/p0"};
    storage.store("term", 1);
    EXPECT_TRUE(refused([&] { storage.sync(); }, {"cannot open", "missing/p0"}));
}

}  // namespace
}  // namespace conclave::mpi
