using System.Text;
using Assistant.Core.Content;
using Assistant.Core.Conversations;
using Assistant.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Assistant.Api.Tests.Browser;

/// <summary>A service with a library of 50,000 documents and a conversation of 5,000 messages, written through the stores before it starts.</summary>
public sealed class LongLists : IAsyncLifetime
{
    internal const int Documents = 50_000;
    internal const int Messages = 5_000;
    private const int Batch = 5_000;

    private RunningService? _service;

    internal RunningService Service => _service ?? throw new InvalidOperationException("The service was not started.");

    internal Guid Conversation { get; private set; }

    /// <summary>Name of the document that is at an index of the list, which has the newest first.</summary>
    internal static string NameAt(int index) => $"folder-{(Documents - 1 - index) % 40}/document-{Documents - 1 - index}.md";

    public async Task InitializeAsync()
    {
        if (RequiresChromiumFactAttribute.Missing is not null)
            return;
        var directory = RunningService.NewDirectory();
        await using (var services = new ServiceCollection().AddSingleton(typeof(ILogger<>), typeof(NullLogger<>)).AddAssistantStorage(new DataDirectory(directory)).BuildServiceProvider())
            await Task.WhenAll(WriteDocumentsAsync(services), WriteConversationAsync(services.GetRequiredService<IConversationStore>()));
        _service = await RunningService.StartAsync(directory, settings: RunningService.WithoutEncoders);
    }

    public async Task DisposeAsync()
    {
        if (_service is null)
            return;
        await _service.DisposeAsync();
        Directory.Delete(_service.Directory, recursive: true);
    }

    private static async Task WriteDocumentsAsync(IServiceProvider services)
    {
        var store = services.GetRequiredService<IContentStore>();
        var blob = (await services.GetRequiredService<IBlobStore>().PutAsync([Encoding.UTF8.GetBytes("one text for all")]))[0];
        foreach (var numbers in Enumerable.Range(0, Documents).Chunk(Batch))
        {
            var accepted = await store.AcceptAsync([.. numbers.Select(number => new Submission($"shelf-{number % 3}", NameAt(Documents - 1 - number), blob, 16))]);
            var commits = await store.CommitParsedAsync([.. accepted.Select((one, at) => new ParsedContent(one.Ref, new ParsedDocument(ContentKind.Text, "text/markdown", $"Document number {numbers[at]}", "", []), [], null, NeedsVectors: false))]);
            await store.MarkIndexedAsync([.. commits.Select(commit => commit.Ref)], commits[^1].Sequence);
        }
    }

    private async Task WriteConversationAsync(IConversationStore conversations)
    {
        Conversation = (await conversations.CreateAsync("local", "A long conversation")).Id;
        for (var message = 0; message < Messages; message += 2)
        {
            await conversations.AppendAsync(Conversation, "user", Question(message / 2), []);
            await conversations.AppendAsync(Conversation, "assistant", Answer(message / 2), []);
        }
    }

    internal static string Question(int turn) => $"Question {turn} about the harbour?";

    /// <summary>Answers of several lengths: plain, with a list, with a table, with code.</summary>
    private static string Answer(int turn) => $"The answer to question **{turn}** is `{turn * 7}`. " + string.Join(' ', Enumerable.Repeat("The harbour lies to the north of the lighthouse.", turn % 7)) + (turn % 4) switch
    {
        1 => "\n\n- the first quay\n- the second quay\n  - its crane\n",
        2 => "\n\n| ship | length |\n|---|---|\n| Tern | 12 m |\n| Seal | 31 m |\n",
        3 => $"\n\n```python\ndef length(ship):\n    return {turn} + len(ship)\n```\n",
        _ => "",
    };
}
