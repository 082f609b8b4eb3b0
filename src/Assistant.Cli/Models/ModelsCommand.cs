using System.CommandLine;
using System.Globalization;
using Assistant.Cli.Shell;
using Assistant.Inference;
using Assistant.Inference.Catalog;
using Assistant.Storage;

namespace Assistant.Cli.Models;

/// <summary><c>assistant models list|pull|verify|quantize</c>: the models of a data directory, and those that came with the program.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "List, load, check or quantize models") { List(), Pull(), Verify(), QuantizeCommand.Create() };

    private static Command List()
    {
        var (data, json) = (Options.Data(), Options.Json());
        var recommended = new Option<bool>("--recommended") { Description = "List published language models instead, with what they need, from 0.5 to 70 billion parameters" };
        var command = new Command("list", "List the models on this machine, and language models that would fit into its memory") { recommended, data, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(recommended))
            {
                if (parsed.GetValue(json)) Recommendations.Json();
                else Recommendations.Table(all: true);
                return ExitCodes.Done;
            }

            var models = Catalog(parsed.GetValue(data)!).List();
            if (parsed.GetValue(json))
            {
                Output.Json(models.Select(model => new { model.Name, kind = Word(model.Kind), use = Use(model.Kind), model.Bytes, model.License, bundled = model.IsBundled, model.Folder, files = Files(model) }));
                return ExitCodes.Done;
            }

            if (models.Count > 0)
                Output.Table(["KIND", "SIZE", "LICENSE", "FROM", "NAME", "USE"], models.Select(model => new[]
                {
                    Word(model.Kind), Size(model.Bytes), Output.Plain(model.License ?? "unknown"), model.IsBundled ? "bundled" : "pulled", Output.Plain(model.Name), Use(model.Kind),
                }));
            if (models.Count == 0) Output.Note("There are no models here. Load one with: assistant models pull ORG/NAME");
            Describe([.. models.Where(model => model.Kind == ModelKind.Language).SelectMany(LanguageModelFile.Of)]);
            Recommendations.Table(all: false);
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>The weights of a language model, for JSON; null for other models.</summary>
    private static object? Files(InstalledModel model) => model.Kind != ModelKind.Language
        ? null
        : LanguageModelFile.Of(model).Select(file => new { file.Path, file.Bytes, file.Architecture, file.Parameters, file.Format, file.ContextTokens, file.Problem });

    private static void Describe(List<LanguageModelFile> files)
    {
        if (files.Count == 0) return;
        Output.Line();
        Output.Table(["PARAMETERS", "FORMAT", "CONTEXT", "SIZE", "ARCHITECTURE", "FILE"], files.Select(file => new[]
        {
            file.Problem is null ? string.Create(CultureInfo.InvariantCulture, $"{file.Parameters / 1e6:0.0} M") : "damaged", file.Format ?? "", file.ContextTokens?.ToString(CultureInfo.InvariantCulture) ?? "", Size(file.Bytes),
            Output.Plain(file.Architecture ?? ""), Output.Plain(file.Problem ?? file.Path),
        }));
    }

    private static Command Pull()
    {
        var model = new Argument<string>("ORG/NAME[:FILE]") { Description = "A repository of the hub; FILE names one weights file of it, such as a GGUF or onnx/model_quantized.onnx" };
        var endpoint = new Option<string?>("--endpoint") { Description = "Address of the hub; default: $ASSISTANT_HUB_ENDPOINT, else $HF_ENDPOINT, else https://huggingface.co. Key: $ASSISTANT_HUB_TOKEN", HelpName = "URL" };
        var revision = new Option<string>("--revision") { Description = "Branch, tag or commit", HelpName = "NAME", DefaultValueFactory = _ => "main" };
        var (data, json) = (Options.Data(), Options.Json());
        var command = new Command("pull", "Load a model; goes on where an earlier pull ended, checks every file's hash") { model, endpoint, revision, data, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!HubModel.TryParse(parsed.GetValue(model), out var wanted))
                throw new UserException("a model is named ORG/NAME or ORG/NAME:FILE, such as BAAI/bge-small-en-v1.5.", ExitCodes.BadUsage);
            try
            {
                var directory = new DataDirectory(parsed.GetValue(data)!);
                directory.Create();
                var puller = new ModelPuller(directory.ModelsPath, HubOptions.FromEnvironment(parsed.GetValue(endpoint)));
                var result = await PullProgressView.RunAsync(progress => puller.PullAsync(wanted, parsed.GetValue(revision)!, progress, cancellationToken));
                Show(result, parsed.GetValue(json));
                return ExitCodes.Done;
            }
            catch (HubException e)
            {
                throw new UserException(Output.Plain(e.Message));
            }
        });
        return command;
    }

    private static void Show(PullResult result, bool json)
    {
        if (json)
        {
            Output.Json(new { result.Model, result.Commit, result.Folder, bytes = result.Files.Sum(file => file.Bytes), files = result.Files.Select(file => new { file.Path, file.Bytes, file.Sha256, unchanged = file.WasThere }) });
            return;
        }

        Output.Table(["STATE", "SIZE", "FILE"], result.Files.Select(file => new[] { file.WasThere ? "unchanged" : "loaded", Size(file.Bytes), Output.Plain(file.Path) }));
        Output.Note($"{result.Model} at {result.Commit[..12]} is in {result.Folder}");
    }

    private static Command Verify()
    {
        var name = new Argument<string?>("NAME") { Description = "A model, as the list names it; default: all", Arity = ArgumentArity.ZeroOrOne };
        var (data, json) = (Options.Data(), Options.Json());
        var command = new Command("verify", "Hash the files of models again and compare") { name, data, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var models = Catalog(parsed.GetValue(data)!).List();
            if (parsed.GetValue(name) is { } wanted)
            {
                models = [.. models.Where(model => model.Name == wanted)];
                if (models.Count == 0) throw new UserException($"there is no model {Output.Plain(wanted)}. List them with: assistant models list");
            }

            var results = new List<(string Name, IReadOnlyList<string> Problems)>();
            foreach (var model in models)
                results.Add((model.Name, await CheckAsync(model, cancellationToken)));

            if (parsed.GetValue(json)) Output.Json(results.Select(result => new { result.Name, sound = result.Problems.Count == 0, result.Problems }));
            else Output.Table(["STATE", "NAME", "PROBLEMS"], results.Select(result => new[] { result.Problems.Count == 0 ? "sound" : "damaged", Output.Plain(result.Name), Output.Plain(string.Join("; ", result.Problems)) }));
            var damaged = results.Count(result => result.Problems.Count > 0);
            if (damaged > 0) Output.Note("Load a damaged model again with: assistant models pull NAME");
            return damaged == 0 ? ExitCodes.Done : damaged == results.Count ? ExitCodes.Failed : ExitCodes.SomeItemsFailed;
        });
        return command;
    }

    private static async Task<IReadOnlyList<string>> CheckAsync(InstalledModel model, CancellationToken cancellationToken)
    {
        try
        {
            return await ModelCatalog.VerifyAsync(model, cancellationToken);
        }
        catch (ModelFormatException e)
        {
            return [e.Message];
        }
    }

    private static ModelCatalog Catalog(string data) => new(new DataDirectory(data).ModelsPath, Path.Combine(AppContext.BaseDirectory, "Models"));

    private static string Word(ModelKind kind) => kind switch
    {
        ModelKind.TextEncoder => "text encoder",
        ModelKind.ImageEncoder => "image encoder",
        ModelKind.TextAndImageEncoder => "text and image encoder",
        ModelKind.Language => "language model",
        _ => "unknown",
    };

    private static string Use(ModelKind kind) => kind switch
    {
        ModelKind.TextEncoder => "search: text by meaning",
        ModelKind.ImageEncoder => "search: pictures by a picture",
        ModelKind.TextAndImageEncoder => "search: pictures by words or a picture, text by meaning",
        ModelKind.Language => "answers",
        _ => "none",
    };

    private static string Size(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
    };
}
