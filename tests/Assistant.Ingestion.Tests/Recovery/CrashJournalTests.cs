using Assistant.Core.Content;
using Assistant.Ingestion.Recovery;
using Assistant.Ingestion.Tests.Support;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Tests.Recovery;

public sealed class CrashJournalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_in_the_journal_of_a_dead_process_is_suspect_and_what_left_it_is_not()
    {
        var (stays, leaves) = (new ContentRef(DocumentId.New(), 3), new ContentRef(DocumentId.New(), 1));
        using (var journal = Open())
        {
            journal.Enter(stays);
            journal.Leave(journal.Enter(leaves));
        }

        using var next = Open();
        Assert.Equal([(stays, 0)], next.Suspects);
        Assert.True(next.IsSuspect(stays));
        Assert.False(next.IsSuspect(leaves));
    }

    [Fact]
    public void Only_crashes_while_alone_count_and_the_count_outlives_them()
    {
        var content = new ContentRef(DocumentId.New(), 1);
        using (var journal = Open())
            journal.Enter(content);
        for (var crash = 0; crash < 3; crash++)
        {
            using (var waited = Open())
                Assert.Equal([(content, crash)], waited.Suspects);
            using var alone = Open();
            alone.EnterAlone(content);
        }

        using (var last = Open())
        {
            Assert.Equal([(content, 3)], last.Suspects);
            last.Clear(content);
        }

        using var cleared = Open();
        Assert.Empty(cleared.Suspects);
    }

    [Fact]
    public void A_living_process_keeps_its_journal_and_dead_ones_are_merged()
    {
        var (first, second) = (new ContentRef(DocumentId.New(), 1), new ContentRef(DocumentId.New(), 1));
        var dead = Open();
        using var living = Open();
        dead.Enter(first);
        living.Enter(second);
        dead.Dispose();

        using var next = Open();
        Assert.Equal([(first, 0)], next.Suspects);
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    private CrashJournal Open() => new(Options.Create(new IngestionOptions { JournalDirectory = folder.Path }));
}
