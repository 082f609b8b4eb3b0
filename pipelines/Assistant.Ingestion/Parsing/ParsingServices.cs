using Assistant.Core.Agent.Vision;
using Assistant.Core.Chunking;
using Assistant.Ingestion.Parsing.Pictures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Assistant.Ingestion.Parsing;

/// <summary>Registers the parsers.</summary>
public static class ParsingServices
{
    /// <summary>Adds <see cref="ContentParser"/>, <see cref="PassageChunker"/> and <see cref="ParsingEnvironment"/>. An <c>IDerivedCache</c> must be registered elsewhere.</summary>
    public static IServiceCollection AddAssistantParsing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<ParsingOptions>().Bind(configuration.GetSection(ParsingOptions.Section)).ValidateDataAnnotations();
        services.TryAddSingleton<ParsingEnvironment>();
        services.TryAddSingleton<ContentParser>();
        services.TryAddSingleton<IPictureReader, PictureReader>();
        services.TryAddSingleton(_ => new PassageChunker());
        return services;
    }
}
