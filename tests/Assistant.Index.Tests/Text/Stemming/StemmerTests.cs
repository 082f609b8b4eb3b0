using Assistant.Index.Text;
using Assistant.Index.Text.Stemming;

namespace Assistant.Index.Tests.Text.Stemming;

public sealed class StemmerTests
{
    [Theory]
    [InlineData(Language.English, """
        consign:consign consigned:consign consigning:consign consignment:consign consist:consist consistency:consist consistent:consist consistently:consist
        consisting:consist consists:consist consolation:consol consolations:consol knack:knack knackeries:knackeri knaves:knave knavish:knavish kneaded:knead
        kneel:kneel kneeling:kneel knees:knee knell:knell knelt:knelt knightly:knight knit:knit knits:knit knitted:knit knives:knive knob:knob knock:knock
        knotted:knot knowing:know generate:generat generically:generic communism:communism arsenal:arsenal skies:sky dying:die early:earli news:news
        inning:inning exceed:exceed happy:happi cried:cri cries:cri relational:relat conditional:condit rationally:ration hopefulness:hope sensational:sensat
        electricity:electr university's:univers hopping:hop hoping:hope
        """)]
    [InlineData(Language.German, """
        aufeinander:aufeinand aufeinanderfolge:aufeinanderfolg aufeinanderfolgend:aufeinanderfolg auferlegen:auferleg auferlegt:auferlegt
        auferstehung:aufersteh auffahren:auffahr auffallend:auffall auffassung:auffass aufgabe:aufgab häuser:haus häusern:haus straße:strass großen:gross
        kategorie:kategori kategorien:kategori kater:kat kätzchen:katzch käuflich:kauflich kaufmann:kaufmann freundlichkeit:freundlich möglichkeiten:moglich
        bedeutungen:bedeut erlaubnisse:erlaubnis schönste:schon schreibt:schreibt arbeiteten:arbeitet
        """)]
    [InlineData(Language.French, """
        continu:continu continua:continu continuait:continu continuant:continu continuation:continu continue:continu continué:continu continuel:continuel
        continuelle:continuel continuellement:continuel continuer:continu continuité:continu majestueusement:majestu majeur:majeur majorité:major
        maladie:malad maladresse:maladress malheureusement:malheur chevaux:cheval journaux:journal nationalité:national heureuse:heureux constamment:const
        évidemment:évident finissait:fin finissons:fin mangeons:mangeon généralement:général oeuvres:oeuvr pays:pay yeux:yeux jouait:jou quelques:quelqu
        """)]
    [InlineData(Language.Spanish, """
        chicas:chic cheques:chequ chico:chic chicos:chic chileno:chilen chilenos:chilen torneado:torn tornillo:tornill torneos:torne tortura:tortur
        torturadas:tortur trabajaba:trabaj trabajador:trabaj rápidamente:rapid nación:nacion naciones:nacion diciéndole:dic comprarlo:compr comprándola:compr
        llegaremos:lleg logía:log biología:biolog constitución:constitu existencia:existent continuamente:continu habilidad:habil activos:activ siguen:sig
        seguir:segu
        """)]
    [InlineData(Language.Italian, """
        abbandonata:abbandon abbandonate:abbandon abbandonati:abbandon abbandonato:abbandon abbandonava:abbandon abbandonerà:abbandon pronto:pront
        pronunciare:pronunc pronuncia:pronunc propaga:propag propagare:propag propensione:propension guardando:guard guardarlo:guard prendendola:prend
        velocemente:veloc possibilità:possibil attivazione:attiv nazionale:nazional differenza:different biologia:biolog amiche:amic laghi:lagh qualità:qualit
        movimento:mov
        """)]
    [InlineData(Language.Portuguese, """
        boa:boa boainain:boainain boas:boas bôas:bôas bobagem:bobag bobagens:bobagens quilométricas:quilométr quilométrico:quilométr quilômetro:quilômetr
        quilômetros:quilômetr rapidamente:rapid nações:naçõ organização:organiz organizações:organiz existência:existent felicidade:felic
        trabalhadores:trabalh biologia:biolog comprando:compr comprei:compr vendêssemos:vend felizmente:feliz atividade:ativ construção:construçã maçã:maçã
        irmãs:irmãs
        """)]
    [InlineData(Language.Russian, """
        вавиловка:вавиловк вагнера:вагнер вагон:вагон вагона:вагон вагоне:вагон вагонов:вагон вагоны:вагон важная:важн важнее:важн важнейшие:важн важно:важн
        паденье:паден падет:падет падкая:падк падкий:падк падший:падш пакет:пакет победитель:победител победителя:победител красивейший:красив
        одевавшись:одева читавший:чита работающего:работа возможность:возможн ёлки:елк книгами:книг
        """)]
    public void Words_are_cut_to_the_stems_of_the_published_algorithms(Language language, string pairs)
    {
        foreach (var pair in pairs.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            var (word, stem) = (pair.Split(':')[0], pair.Split(':')[1]);
            Assert.Equal((word, stem), (word, StemOf(language, word)));
        }
    }

    [Theory]
    [InlineData(Language.French, "l'amour", "amour")]
    [InlineData(Language.Italian, "dell'arte", "arte")]
    public void An_elided_article_does_not_count(Language language, string word, string same) =>
        Assert.Equal(StemOf(language, same), StemOf(language, word));

    [Fact]
    public void Any_letters_are_stemmed_within_their_buffer()
    {
        var random = new Random(3);
        const string Letters = "aeiouyàéèïçßãõstnrlmgqucdивоешьляeedinglyationsement'";
        for (var i = 0; i < 200_000; i++)
        {
            var language = (Language)random.Next(8);
            var word = new char[random.Next(1, 24)];
            foreach (ref var c in word.AsSpan())
                c = Letters[random.Next(Letters.Length)];
            Assert.InRange(StemOf(language, new string(word)).Length, 0, word.Length + Stemmer.Slack);
        }
    }

    private static string StemOf(Language language, string word)
    {
        var buffer = new char[word.Length + Stemmer.Slack];
        word.CopyTo(buffer);
        return new string(buffer, 0, Stemmer.Stem(language, buffer, word.Length));
    }
}
