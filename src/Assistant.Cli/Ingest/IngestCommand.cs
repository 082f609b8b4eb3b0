using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Assistant.Api.Access;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;
using Assistant.Connectors.Producers;
using Assistant.Connectors.Producers.Folders;
using Assistant.Connectors.Producers.Lines;
using Assistant.Connectors.Producers.Targets;
using Assistant.Connectors.Producers.Web;
using Assistant.Contracts.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Cli.Ingest;

/// <summary><c>assistant ingest PATH|URL…</c>.</summary>
internal static class IngestCommand
{
    private const string StandardInput = "-";

    public static Command Create()
    {
        var sources = new Argument<string[]>("PATH|URL") { Description = "Folders, files or addresses; - reads lines of JSON {\"uri\", \"text\"} from standard input", Arity = ArgumentArity.OneOrMore };
        var collection = new Option<string>("--collection") { Description = "Collection to put them in", HelpName = "NAME", DefaultValueFactory = _ => "default" };
        collection.Validators.Add(result =>
        {
            if (Input.CollectionProblem(result.GetValueOrDefault<string>()) is { } problem)
                result.AddError(problem);
        });
        var wait = new Option<bool>("--wait") { Description = "With a running service: wait until everything is searchable (without one the command always does)" };
        var prune = new Option<bool>("--prune") { Description = "Delete documents of the same folder whose files are gone" };
        var tags = Options.Tag("Tag of all of them, in place of those that they had");
        var ignore = new Option<string[]>("--ignore") { Description = "Leave out names or relative paths like this (* and ?); may be repeated", HelpName = "PATTERN" };
        var (data, server, json) = (Options.Data(), Options.Server(), Options.Json());
        var command = new Command("ingest", "Put files, folders or web pages into a collection") { sources, collection, tags, wait, prune, ignore, data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var names = parsed.GetValue(sources)!;
            foreach (var path in names.Where(name => !IsAddress(name) && name != StandardInput && !Path.Exists(name)))
                throw new UserException($"there is no file or folder {path}.", ExitCodes.BadUsage);
            await using var target = await IngestTarget.OpenAsync(parsed.GetValue(data)!, parsed.GetValue(server));
            var request = new FolderIngestRequest("", parsed.GetValue(collection)!)
            {
                Prune = parsed.GetValue(prune),
                Tags = parsed.GetValue(tags) is { Length: > 0 } given ? Core.Content.Tags.Fold(given) : null,
                Wait = parsed.GetValue(wait) || target.Services is not null,
                Ignored = parsed.GetValue(ignore) ?? [],
            };
            List<IngestResult> results = [];
            foreach (var name in names)
                results.Add(await OneAsync(name, request, target, cancellationToken));
            var result = Sum(results);
            if (parsed.GetValue(json))
                Output.Json(result);
            else
                Print(result, request);
            return result.Rejected + result.Failed > 0 ? ExitCodes.SomeItemsFailed : ExitCodes.Done;
        });
        return command;
    }

    private static async Task<IngestResult> OneAsync(string name, FolderIngestRequest request, IngestTarget target, CancellationToken cancellationToken)
    {
        if (name == StandardInput)
            return await ItemsAsync(new JsonLinesIngest(target.Content).RunAsync(Console.In, request.Collection, tags: request.Tags, cancellationToken: cancellationToken), "stdin", request, target.Content, cancellationToken);
        if (IsAddress(name))
        {
            await using var fetcher = Fetcher();
            return await ItemsAsync(PageAsync(name, request, fetcher.GetRequiredService<WebFetcher>(), target.Content, cancellationToken), null, request, target.Content, cancellationToken);
        }

        return await IngestProgressView.RunAsync(
            token => target.PendingAsync(request.Collection, token),
            progress => new FolderIngest(target.Content).RunAsync(request with { Path = name }, progress, cancellationToken),
            cancellationToken);
    }

    private static async Task<IngestResult> ItemsAsync(IAsyncEnumerable<ContentAcceptedItem> answers, string? source, FolderIngestRequest request, IContentTarget target, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        List<ContentAcceptedItem> accepted = [];
        List<IngestItem> items = [];
        var (submitted, unchanged, indexed) = (0, 0, 0);
        await foreach (var answer in answers)
        {
            submitted++;
            if (answer.Id is null)
                items.Add(new IngestItem(answer.Uri, answer.State, answer.Reason));
            else if (answer.Changed)
                accepted.Add(answer);
            else
                unchanged++;
        }

        if (request.Wait)
        {
            var ends = await target.WaitAsync(request.Collection, source, accepted, cancellationToken);
            items.AddRange(ends.Where(end => end.State != "Indexed").Select(end => new IngestItem(end.Uri, end.State, end.Reason)));
            indexed = ends.Count(end => end.State == "Indexed");
        }

        return new IngestResult(submitted - unchanged, indexed, unchanged, items.Count(item => item.State == "Rejected"), items.Count(item => item.State == "Failed"), items, [], Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static async IAsyncEnumerable<ContentAcceptedItem> PageAsync(string url, FolderIngestRequest request, WebFetcher fetcher, IContentTarget target, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await new WebIngest(fetcher, target).PageAsync(url, request.Collection, tags: request.Tags, cancellationToken: cancellationToken);
    }

    private static ServiceProvider Fetcher()
    {
        var services = new ServiceCollection();
        services.AddAssistantProducers(LocalServices.Configuration(new Storage.DataDirectory(Api.Hosting.DataDirectoryServices.Default())));
        return services.BuildServiceProvider();
    }

    private static bool IsAddress(string name) => name.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || name.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static IngestResult Sum(List<IngestResult> results) => results is [var only] ? only : new IngestResult(
        results.Sum(one => one.Submitted),
        results.Sum(one => one.Indexed),
        results.Sum(one => one.Unchanged),
        results.Sum(one => one.Rejected),
        results.Sum(one => one.Failed),
        [.. results.SelectMany(one => one.Items)],
        [.. results.SelectMany(one => one.Vanished)],
        results.Sum(one => one.Seconds));

    private static void Print(IngestResult result, FolderIngestRequest request)
    {
        foreach (var item in result.Items)
            Output.Line($"{item.State.ToLowerInvariant()}: {Output.Plain(item.Uri)}: {Output.Plain(item.Reason)}");
        foreach (var uri in result.Vanished)
            Output.Line(request.Prune ? $"deleted: {Output.Plain(uri)}" : $"gone from its folder: {Output.Plain(uri)}   (--prune deletes it)");
        Output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Submitted} submitted, {(request.Wait ? $"{result.Indexed} indexed, " : "")}{result.Unchanged} unchanged, {result.Rejected} rejected, {result.Failed} failed in {result.Seconds:0.0} s"));
    }
}
