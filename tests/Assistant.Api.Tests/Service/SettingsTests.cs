using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Assistant.Api.Service;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Assistant.Api.Tests.Service;

// CA1001: the runner disposes through IAsyncLifetime.
#pragma warning disable CA1001
/// <summary>The table of settings beside the code: every option of every feature, with its default, and none that is not there.</summary>
public sealed partial class SettingsTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly LogOfWarnings warnings = new();
    private ServiceFixture service = null!;

    [Fact]
    public void The_table_has_every_setting_with_its_default()
    {
        var expected = Types.SelectMany(type => Scalars(type, SectionOf(type)).Select(one => (one.Key, Default: InWords(one.Get(Activator.CreateInstance(type)!)))));
        Assert.Equal(expected.Order(), Table().Select(row => (row.Key, row.Default)).Order());
    }

    [Fact]
    public void Every_setting_of_the_table_binds()
    {
        var types = Types.ToLookup(SectionOf);
        var bound = (from row in Table()
                     from type in types.SelectMany(section => section)
                     from one in Scalars(type, SectionOf(type))
                     where one.Key == row.Key
                     select (row.Key, Changes: Binds(type, one))).ToList();
        Assert.NotEmpty(bound);
        Assert.All(bound, row => Assert.True(row.Changes, $"{row.Key} is set and nothing changes."));
    }

    [Fact]
    public void A_key_that_nothing_reads_is_named_and_one_that_is_read_is_not()
    {
        Assert.Equal(["Assistant:Agent:MaxStpes", "Assistant:Nowhere:Key"], warnings.Texts.Select(text => Unknown().Match(text)).Where(match => match.Success).Select(match => match.Groups[1].Value));
    }

    public Task InitializeAsync()
    {
        service = new ServiceFixture(
            services => services.AddSingleton<ILoggerProvider>(warnings),
            ("Assistant:Agent:MaxStpes", "3"), ("Assistant:Nowhere:Key", "x"), ("Assistant:Agent:MaxSteps", "3"), ("Assistant:Agent:DisabledTools:0", "remember"), ("Assistant:Retrieval:Collections:library:Bm25", "2"));
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => service.DisposeAsync().AsTask();

    private IReadOnlyList<Type> Types => service.Services.GetRequiredService<SettingsCatalog>().Known;

    private static string SectionOf(Type type) => (string)type.GetField("Section")!.GetRawConstantValue()!;

    /// <summary>What can be set, those of classes within a class by their path.</summary>
    private static IEnumerable<(string Key, Type Type, Func<object, object?> Get)> Scalars(Type type, string path)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0))
        {
            if (property.PropertyType is { IsClass: true } inner && inner != typeof(string) && inner != typeof(Uri) && !typeof(IEnumerable).IsAssignableFrom(inner))
            {
                foreach (var one in Scalars(inner, $"{path}:{property.Name}"))
                    yield return (one.Key, one.Type, options => one.Get(property.GetValue(options)!));
            }
            else
            {
                yield return ($"{path}:{property.Name}", property.PropertyType, property.GetValue);
            }
        }
    }

    private static bool Binds(Type type, (string Key, Type Type, Func<object, object?> Get) setting)
    {
        var (suffix, value) = Another(setting.Type, setting.Get(Activator.CreateInstance(type)!));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(setting.Key + suffix, value)]).Build();
        var options = Activator.CreateInstance(type)!;
        configuration.GetSection(SectionOf(type)).Bind(options);
        return InWords(setting.Get(options)) != InWords(setting.Get(Activator.CreateInstance(type)!));
    }

    /// <summary>A value other than the default, and where it is set below the key.</summary>
    private static (string Suffix, string Value) Another(Type type, object? current)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type != typeof(string) && type.GetInterfaces().Append(type).FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IDictionary<,>)) is { } table)
            return table.GenericTypeArguments[1] == typeof(string) ? (":x", "y") : ($":x:{table.GenericTypeArguments[1].GetProperties().First(property => property.PropertyType == typeof(double) || property.PropertyType == typeof(string)).Name}", "7");
        if (type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type))
            return (":0", type.GenericTypeArguments is [{ IsEnum: true } member] ? Enum.GetNames(member)[0] : "x");
        return ("", type switch
        {
            _ when type == typeof(bool) => current is true ? "false" : "true",
            _ when type.IsEnum => Enum.GetNames(type).First(name => name != current?.ToString()),
            _ when type == typeof(TimeSpan) => "00:00:07",
            _ when type == typeof(Uri) => "http://collector.example/",
            _ when type == typeof(string) => "other",
            _ => current is IConvertible number && number.ToDouble(CultureInfo.InvariantCulture) == 7 ? "8" : "7",
        });
    }

    private static string InWords(object? value) => value switch
    {
        null or "" => "–",
        string text => text,
        bool flag => flag ? "true" : "false",
        IEnumerable many => many.Cast<object>().Any() ? "several" : "–",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static List<(string Key, string Default)> Table([CallerFilePath] string here = "")
    {
        var rows = new List<(string, string)>();
        var section = "";
        foreach (var line in File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Assistant.Api/SETTINGS.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                section = line[3..];
            else if (Row().Match(line) is { Success: true } row)
                rows.Add(($"{section}:{row.Groups[1].Value}", row.Groups[2].Value.Trim('`')));
        }

        return rows;
    }

    [GeneratedRegex(@"^\| `([\w:]+)` \| (\S+) \| \S")]
    private static partial Regex Row();

    [GeneratedRegex(@"^The setting (\S+) is not known")]
    private static partial Regex Unknown();

    private sealed class LogOfWarnings : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> texts = new();

        public IReadOnlyCollection<string> Texts => texts;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => texts.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
