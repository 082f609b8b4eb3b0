using System.Globalization;
using Assistant.Cli.Shell;
using Assistant.Inference.Catalog;
using Assistant.Native.LlamaCpp;

namespace Assistant.Cli.Models;

/// <summary>Which published language models fit into this machine.</summary>
internal static class Recommendations
{
    // The system and the rest of the assistant need some of the machine's memory, a card's driver some of the card's.
    private const double ShareOfMachine = 0.75, ShareOfCard = 0.95;

    /// <summary>Prints all as JSON.</summary>
    internal static void Json()
    {
        var (memory, card) = Memory();
        Output.Json(RecommendedModel.All.Select(model => new
        {
            model.Name, parameters = model.Billions * 1e9, model.Quantization, model.FileBytes, model.MemoryBytes, contextTokens = RecommendedModel.ContextTokens, model.License, model.Note, fits = Place(model, memory, card),
        }));
    }

    /// <summary>Prints those that fit, or all of them.</summary>
    internal static void Table(bool all)
    {
        var (memory, card) = Memory();
        var fitting = RecommendedModel.All.Where(model => all || Place(model, memory, card) is not null).ToList();
        Output.Line();
        Output.Line(string.Create(CultureInfo.InvariantCulture, $"Language models for {memory / 1e9:0} GB of memory{(card > 0 ? $" and {card / 1e9:0} GB on the graphics card" : "")}; load one with: assistant models pull NAME"));
        Output.Table(["PARAMETERS", "FORMAT", "FILE", "MEMORY WITH 8K", "FITS", "LICENSE", "NAME", "NOTE"], fitting.Select(model => new[]
        {
            string.Create(CultureInfo.InvariantCulture, $"{model.Billions} B"), model.Quantization, Size(model.FileBytes), Size(model.MemoryBytes), Place(model, memory, card) ?? "no", model.License, model.Name, model.Note,
        }));
        if (!all && fitting.Count < RecommendedModel.All.Count) Output.Note($"{RecommendedModel.All.Count - fitting.Count} larger ones: assistant models list --recommended");
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB");

    private static string? Place(RecommendedModel model, long memory, long card) =>
        model.MemoryBytes <= card * ShareOfCard ? "card" : model.MemoryBytes <= memory * ShareOfMachine ? "memory" : null;

    private static (long Machine, long Card) Memory()
    {
        var machine = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        try
        {
            return (machine, LlamaLibrary.Open().Devices.Where(device => device.Kind == LlamaDeviceKind.Gpu).Sum(device => device.TotalBytes));
        }
        catch (DllNotFoundException)
        {
            // Without the engine nothing is known of cards; doctor says how to install it.
            return (machine, 0);
        }
    }
}
